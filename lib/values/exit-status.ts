// With which status does a command end, whichever it is?

/** `EX_CONFIG` of sysexits.h. In a file of its own: what reads configurations takes its time to load. */
export const exitMisconfigured = 78
