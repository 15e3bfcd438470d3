import { synthesise } from '../../lib/synthesised-stack';
import { JUDGED_ACCOUNT } from '../configurations';
import type { CloudFormationResource, CloudFormationTemplate } from '../judged-templates';
import { CALLED_STACK } from './calls';

const REGION = 'eu-central-1';

/** The patterns of the stack that the calls name. */
export function calledPatterns(): Readonly<Record<string, unknown>> {
  const { template } = synthesise(CALLED_STACK, { account: JUDGED_ACCOUNT, region: REGION });
  return rulePatterns(JSON.parse(JSON.stringify(template.toJSON())), REGION);
}

/** The event pattern of each rule, by its place in the construct tree, with names as CloudFormation gives them. */
export function rulePatterns(template: CloudFormationTemplate, region: string): Readonly<Record<string, unknown>> {
  const names: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::AccountId': JUDGED_ACCOUNT,
    ...Object.fromEntries(Object.entries(template.Resources).map(([id, resource]) => [id, physicalName(id, resource)])),
  };
  const rules = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
  return Object.fromEntries(rules.map((rule) => [pathOf(rule).place, deployed(rule.Properties?.EventPattern, names)]));
}

/** The name of the stack, and the place in its construct tree. */
function pathOf({ Metadata }: CloudFormationResource): { readonly stackName: string; readonly place: string } {
  const [stackName = '', ...places] = (Metadata?.['aws:cdk:path'] ?? '').split('/');
  return { stackName, place: places.join('/').replace(/\/Resource$/, '') };
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
function physicalName(id: string, resource: CloudFormationResource): string {
  const name = `${pathOf(resource).stackName}-${id}`;
  if (resource.Type === 'AWS::Lambda::EventSourceMapping') return '11111111-2222-3333-4444-555555555555';
  const isBucket = resource.Type === 'AWS::S3::Bucket';
  return isBucket ? `${name.toLowerCase().slice(0, 55)}-example` : `${name.slice(0, 56)}-EXAMPLE`;
}

function deployed(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((each) => deployed(each, names));
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) {
    const name = names[String(value.Ref)];
    if (name === undefined) throw new Error(`No resource and no known pseudo parameter: ${String(value.Ref)}`);
    return name;
  }
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts]: readonly unknown[] = value['Fn::Join'];
    if (Array.isArray(parts)) return parts.map((part) => deployed(part, names)).join(String(separator));
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deployed(inner, names)]));
}
