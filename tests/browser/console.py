"""What a page reports to the browser's console: faults of scripts, broken security policy."""

BROKEN_POLICY = """addEventListener("securitypolicyviolation", event =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""
EXPECTED = ("status of 401", "status of 404", "status of 409", "status of 422")  # pages that say no


def listen(page):
    """A list that grows with each error."""
    heard = []

    def hear(message):
        if message.type == "error" and not any(said in message.text for said in EXPECTED):
            heard.append(f"console: {message.text}")

    page.add_init_script(BROKEN_POLICY)
    page.on("console", hear)
    page.on("pageerror", lambda fault: heard.append(f"script: {fault}"))
    return heard
