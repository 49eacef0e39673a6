import "htmx.org";
import { countTicks } from "./app/bulk.js";
import { protectRequests } from "./app/csrf.js";
import { openEditor } from "./app/editor.js";
import { focusSummary } from "./app/focus.js";
import { offerInserting } from "./app/insert.js";
import { arrangeParts } from "./app/parts.js";
import { offerPrinting } from "./app/print.js";
import { switchType } from "./app/type.js";

protectRequests();
switchType();
arrangeParts();
focusSummary();
offerInserting();
offerPrinting();
countTicks();
openEditor();
