const YEAR = 365 * 24 * 3600;

// The server reads the same cookie, so the next page comes in the chosen size from its first paint.
export function switchType() {
  for (const form of document.querySelectorAll("[data-type-switch]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      choose(form.elements.type);
    });
  }
}

function choose(button) {
  const large = button.value === "large";
  document.documentElement.dataset.type = large ? "large" : "normal";
  document.cookie = `type=${large ? "large" : "normal"}; path=/; max-age=${YEAR}; samesite=lax`;
  button.value = large ? "normal" : "large";
  button.textContent = large ? button.dataset.normal : button.dataset.large;
}
