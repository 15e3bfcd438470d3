/** Advice for a resource that was changed or deleted by hand: with an unchanged template, a plain deploy skips the stack. */
export const RESTORE = 'To restore it, run npx cdk deploy --revert-drift.';
