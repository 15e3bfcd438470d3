import { synthesise } from '../lib/synthesised-stack';
import { JUDGED_ACCOUNT, JUDGED_CONFIGURATIONS, JUDGED_REGIONS, type JudgedConfiguration } from './configurations';

/** A template as CloudFormation gets it, with the construct tree's paths in `Metadata`. */
export interface CloudFormationTemplate {
  readonly Resources: Readonly<Record<string, CloudFormationResource>>;
}

/** A resource of it. */
export interface CloudFormationResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: { readonly 'aws:cdk:path'?: string };
}

/** A template that the referees judge. */
export interface JudgedTemplate {
  readonly configuration: JudgedConfiguration;
  readonly region: (typeof JUDGED_REGIONS)[number];
  readonly template: CloudFormationTemplate;
}

/** The template of each configuration in each region, as `cdk deploy` makes it, without bundles. */
export function judgedTemplates(): readonly JudgedTemplate[] {
  return JUDGED_CONFIGURATIONS.flatMap((configuration) =>
    JUDGED_REGIONS.map((region) => {
      const { template } = synthesise(configuration.context, { account: JUDGED_ACCOUNT, region });
      // `Template` declares no type for it.
      const json: CloudFormationTemplate = JSON.parse(JSON.stringify(template.toJSON()));
      return { configuration, region, template: json };
    }),
  );
}
