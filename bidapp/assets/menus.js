// A <details class="menu"> closes on Escape, and when one clicks or tabs elsewhere.
export function keepMenusTidy(page) {
  const close = (menu) => menu.removeAttribute("open");
  const opened = () => page.querySelectorAll("details.menu[open]");
  const closeOthers = (event) => opened().forEach((menu) => menu.contains(event.target) || close(menu));

  page.addEventListener("click", closeOthers);
  page.addEventListener("focusin", closeOthers);
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    opened().forEach((menu) => {
      close(menu);
      if (menu.contains(page.activeElement)) menu.querySelector("summary").focus();
    });
  });
}
