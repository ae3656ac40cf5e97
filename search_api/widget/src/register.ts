/** What the <script> line runs: makes <regio-zoek> known, once however often the line stands on the page. */
import { RegioZoek } from "./element";

if (!customElements.get("regio-zoek")) customElements.define("regio-zoek", RegioZoek);
