import pc from 'picocolors';

// picocolors alone would use colours when CI is set, and decide about standard error by looking at standard output.
const isWanted = (stream: NodeJS.WriteStream) => stream.isTTY === true && process.env.NO_COLOR === undefined;

/** Colours for standard output: only on a terminal, and not with NO_COLOR (https://no-color.org). */
export const onOutput = pc.createColors(isWanted(process.stdout));

/** Colours for standard error, likewise. */
export const onError = pc.createColors(isWanted(process.stderr));
