/* The integration page: each choice changes the preview and the code at once. The server writes both, so that there is
   one place that knows what a site pastes; this only fetches the page for the choices and takes over what differs. */
"use strict";

const form = document.querySelector(".picker");
const preview = document.getElementById("proef");
let latest = 0;

async function show() {
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const turn = ++latest;
  const response = await fetch(address);
  if (!response.ok || turn !== latest) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const code of document.querySelectorAll("pre code")) {
    code.textContent = page.getElementById(code.id).textContent;
  }
  const wanted = page.getElementById("proef");
  for (const { name } of [...preview.attributes]) if (!wanted.hasAttribute(name)) preview.removeAttribute(name);
  for (const { name, value } of wanted.attributes) {
    if (preview.getAttribute(name) !== value) preview.setAttribute(name, value);
  }
  colour();
}

function colour() {
  preview.style.setProperty("--regio-zoek-color", form.elements.colour.value);
  preview.style.setProperty("--regio-zoek-on-color", "#fff");
}

form.addEventListener("change", show);
if (new URLSearchParams(location.search).has("colour")) colour();

for (const button of document.querySelectorAll(".copy")) {
  button.hidden = !navigator.clipboard;
  const words = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 3000);
  });
}
