/** The style sheet, shared by all boxes on a page. */
import { nonce } from "./configuration";
import text from "./widget.css";

let sheet: CSSStyleSheet | undefined;

/**
 * Style a shadow tree. A constructed sheet is no inline style to a Content-Security-Policy; browsers that cannot make
 * one get a <style> with the script's nonce.
 */
export function dress(root: ShadowRoot): void {
  try {
    if (!("adoptedStyleSheets" in root)) throw new TypeError();
    if (!sheet) {
      const made = new CSSStyleSheet();
      made.replaceSync(text);
      sheet = made;
    }
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.nonce = nonce;
    style.textContent = text;
    root.prepend(style);
  }
}
