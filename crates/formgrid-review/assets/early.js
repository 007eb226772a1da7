// Runs before the page is laid out: ten thousand rows are not to be laid out before they are filtered.
"use strict";
document.documentElement.classList.add("scripted");
