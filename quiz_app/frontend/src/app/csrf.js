// Requests made by htmx carry the token that the page's forms carry.
export function protectRequests() {
  document.addEventListener("htmx:config:request", (event) => {
    const token = document.querySelector("input[name=csrf_token]")?.value;
    if (token) event.detail.ctx.request.headers["X-CSRFToken"] = token;
  });
}
