/// <reference types="svelte" />
/// <reference types="vite/client" />

/** False in a release: the twin of the host is left out of it. */
declare const __WITH_TWIN__: boolean;
