import "htmx.org";
import { countTicks } from "./app/bulk.js";
import { protectRequests } from "./app/csrf.js";
import { openEditor } from "./app/editor.js";
import { focusSummary } from "./app/focus.js";
import { offerPrinting } from "./app/print.js";
import { switchType } from "./app/type.js";

protectRequests();
switchType();
focusSummary();
offerPrinting();
countTicks();
openEditor();
