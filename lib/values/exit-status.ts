// With which status does a command end, whichever it is? In a file of its own: what reads configurations takes its time to load.

/** `EX_USAGE` of sysexits.h. */
export const exitNoCommand = 64

/** `EX_CONFIG` of sysexits.h. */
export const exitMisconfigured = 78
