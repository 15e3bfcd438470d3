// Without Describe it says which permission is missing; without Select it shows no columns.
// https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
/** What Athena says when Lake Formation refuses a query. */
export const REFUSED_BY_LAKE_FORMATION = /Lake Formation permission|contains no accessible columns/i;

/** What to do then. */
export const LAKE_FORMATION =
  'An administrator of Lake Formation has to grant it: docs/search.md#with-lake-formation lists the commands.';
