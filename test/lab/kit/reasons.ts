// Which lines of the programs' output may say why a lab failed?

/** What a program has printed, line by line. */
type Output = { readonly program: string; readonly lines: readonly string[] }

/** For each program that complains, its last complaint: `fabric-bgpd: …`. */
export const complaints = (outputs: readonly Output[]): string[] =>
  outputs.flatMap(({ program, lines }) => {
    const line = lines.map(worded).findLast((it) => complaint.test(it) && !harmless.test(it))
    return line === undefined ? [] : [`${program}: ${line}`]
  })

const complaint =
  /\b(error|errors|exception|fail(s|ed|ure)?|fatal|cannot|could not|can't|unable|refused|denied|invalid|unknown|unrecognized|unexpected|no such|no local|not found|does not support|not supported|in use)\b/i

// FRR without MPLS in the kernel, and with a folder for crash logs that another one has made.
const harmless = /NNACN-54BDA|ZG9QC-QRCJZ|M1DC0-ZDNYJ/

/** Of a line of our own log what is for people. */
const worded = (line: string): string =>
  /^\{.*"level":"(?:warn|error)".*?"message":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? (line.startsWith('{') ? '' : line)
