import { drawAll } from "./charts/drawing.js";

drawAll(document);
document.addEventListener("htmx:after:swap", () => drawAll(document));
