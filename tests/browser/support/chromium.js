// How Chromium is started: Debian's own, without a window and without talking to anybody.

/** Options of Playwright's `launch`. */
export const launchOptions = {
  executablePath: process.env.GLASSBOX_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
