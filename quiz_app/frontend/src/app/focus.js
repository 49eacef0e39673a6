export function focusSummary() {
  document.querySelector("[data-focus]")?.focus();
}
