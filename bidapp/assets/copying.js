// “Copy” puts on the clipboard just what the server wrote into the button, as HTML and as plain text. It goes by
// the browser's own copy command: unlike navigator.clipboard it changes nothing in the HTML, and needs no HTTPS.
export function offerCopying(page) {
  page.querySelectorAll("button[data-copy-text]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copy(page, button));
  });
}

function copy(page, button) {
  const said = page.getElementById(button.getAttribute("aria-describedby"));
  const put = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", button.dataset.copyText);
    if (button.dataset.copyHtml) event.clipboardData.setData("text/html", button.dataset.copyHtml);
  };
  page.addEventListener("copy", put, { once: true });
  const isCopied = page.execCommand("copy");
  page.removeEventListener("copy", put);
  said.textContent = isCopied ? button.dataset.copied : "The browser did not allow it. Mark the text below and copy it by hand.";
}
