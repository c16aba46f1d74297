// Runs before the first paint: the theme that was chosen, so that the page never flashes another.
try {
  const theme = localStorage.getItem("glassbox.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed to this page: the system's choice stands.
}
