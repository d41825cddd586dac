// Small comforts. Every page works without this file.

// Leave empty fields out of an address: ?q=basket instead of ?q=basket&region=&country=
addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "get") return;
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
});

// Offer the device's own sharing beside the short address of a product.
for (const link of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = link.dataset.share;
  button.addEventListener("click", () => {
    navigator.share({ title: document.title, url: link.href }).catch(() => {});
  });
  link.after(button);
}

// Suggest while somebody types in a search box: the texts come as a list for the browser's own menu.
const box = document.querySelector("input[data-suggest]"); // a page has one search box
if (box) {
  const list = document.createElement("datalist");
  list.id = "suggestions";
  box.after(list);
  box.setAttribute("list", list.id);
  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    const typed = box.value.trim();
    if (typed.length < 2) return list.replaceChildren();
    waiting = setTimeout(async () => {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`).catch(() => null);
      if (!answer?.ok || box.value.trim() !== typed) return;
      list.replaceChildren(...(await answer.json()).map((text) => new Option("", text)));
    }, 150);
  });
}

// How many things lie in the basket: a cookie of this device says so, no page does.
const lines = document.cookie.match(/(?:^|; )basket_lines=(\d+)/)?.[1];
if (lines > 0) document.querySelector("[data-basket]").textContent = ` ${lines}`;
