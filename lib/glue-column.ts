import type { CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Column, ColumnType } from '../lambda/schema/columns';

// https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html
const MAX_COMMENT_LENGTH = 255;

/** A column in the form of the Glue catalog. Names are in lower case, as the SerDe compares them. */
export function glueColumn({ name, type, description }: Column): CfnTable.ColumnProperty {
  return { name: name.toLowerCase(), type: glueType(type), comment: description.slice(0, MAX_COMMENT_LENGTH) };
}

// https://docs.aws.amazon.com/athena/latest/ug/data-types.html
function glueType(type: ColumnType): string {
  if (typeof type === 'string') return type;
  switch (type.kind) {
    case 'array':
      return `array<${glueType(type.element)}>`;
    case 'struct':
      return `struct<${type.columns.map(({ name, type: inner }) => `${name.toLowerCase()}:${glueType(inner)}`).join(',')}>`;
  }
}
