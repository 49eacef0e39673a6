// A reveal on a big screen: places appear one by one, from the last to the first. Nothing is fetched.

const reveal = document.querySelector("[data-reveal]");
const places = reveal ? [...reveal.querySelectorAll("[data-place]")].reverse() : [];

if (places.length) {
  let shown = 0;
  const next = reveal.querySelector("[data-next]");

  const show = (count) => {
    shown = Math.min(Math.max(count, 0), places.length);
    places.forEach((place, index) => {
      place.classList.toggle("is-hidden", index >= shown);
      place.toggleAttribute("data-latest", index === shown - 1);
      place.setAttribute("aria-hidden", String(index >= shown));
    });
    next.disabled = shown === places.length;
    if (shown) places[shown - 1].scrollIntoView({ block: "nearest" });
  };

  const keys = {
    ArrowRight: () => show(shown + 1),
    PageDown: () => show(shown + 1),
    " ": () => show(shown + 1),
    ArrowLeft: () => show(shown - 1),
    PageUp: () => show(shown - 1),
    Home: () => show(0),
    End: () => show(places.length),
    f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  };

  document.addEventListener("keydown", (event) => {
    const onControl = event.target.closest("a, button, summary") && event.key === " ";
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || onControl || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  next.addEventListener("click", () => show(shown + 1));
  next.hidden = false;
  reveal.querySelector("[data-keys]").hidden = false;
  reveal.classList.add("is-live");
  show(0);
}
