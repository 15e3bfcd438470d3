const SECRET_OPTION = /^--?[\w-]*(key|token|secret|passw|credential|auth)/i;
// The values of these options may look like secrets and are not.
const NAME_OPTION = /^--(lake|stack|bucket|file|out|resume|row)$/;
// Capitals with digits, or long words with digits, as keys and tokens are. Names of sources, detections and files are neither.
const SECRET_VALUE = /^(?=.*\d)((?=.*[A-Z])[\w+=-]{6,}|(?=.*[a-z])[\w+=-]{24,}|(?=.*[a-z])[\w+=.-]{60,})$/;
// A text may show only the beginning of a long value.
const SHOWN = 12;

/**
 * A text for the terminal without what may be a secret among the arguments: terminals and build logs are read by others.
 * Secrets belong in the environment or in `connect`, but somebody may still type one.
 */
export function maskArguments(text: string, argv: readonly string[]): string {
  // A user in an address.
  let masked = text.replaceAll(/\/\/[^/@\s]+@/g, '//…@');
  for (const [position, argument] of argv.entries()) {
    const before = argv[position - 1] ?? '';
    const [, option, value] = /^(--?[^=\s]+)=(.*)$/s.exec(argument) ?? [];
    if (option !== undefined && value) {
      masked = masked.replaceAll(`${option}=${value}`, `${option}=…`);
      if (isSecret(value, option)) masked = without(masked, value);
    } else if (!argument.startsWith('-') && isSecret(argument, before)) {
      masked = without(masked, argument);
    }
  }
  return masked;
}

function isSecret(value: string, option: string): boolean {
  return SECRET_OPTION.test(option) || (!NAME_OPTION.test(option) && SECRET_VALUE.test(value));
}

function without(text: string, value: string): string {
  const beginning = value.slice(0, SHOWN).replaceAll(/[^\w]/g, '\\$&');
  return beginning === ''
    ? text
    : text.replaceAll(new RegExp(`${beginning}${value.length > SHOWN ? '\\S*' : ''}`, 'g'), '…');
}
