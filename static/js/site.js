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
