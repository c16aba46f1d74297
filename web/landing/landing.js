// The landing's only script. The stills change places by a class; nothing of the engine is fetched
// before the button is pressed, and then it comes along behind, so that stepping through it is soon.
{
  // Links to the workbench from before the landing was there, and what others shared.
  const { search, hash } = location;
  if (search !== "" || /^#(s|sql)=/.test(hash)) {
    location.replace(`${"workbench.html"}${search}${hash}`);
  }

  const LATER = ["app_bg.wasm", "engine_bg.wasm"];

  const prefetch = () => {
    for (const name of LATER.splice(0)) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "prefetch", as: "fetch", crossOrigin: "anonymous", href: name });
      document.head.append(link);
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const { body } = document;
    document.getElementById("index").addEventListener("click", () => {
      const isOn = body.toggleAttribute("data-index");
      prefetch();
      // Where the halves stand under each other, what has come may be out of sight.
      const half = document.getElementById("with").closest(".half");
      if (isOn && half.getBoundingClientRect().top > innerHeight / 2) half.scrollIntoView();
    });
  });
}
