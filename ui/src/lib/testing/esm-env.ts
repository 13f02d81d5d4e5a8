/** The place of what tells libraries where they run: in a browser, as shipped. */
export const BROWSER = true;
export const DEV = false;
export const NODE = false;
