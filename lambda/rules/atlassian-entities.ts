/** For detections over Atlassian.Audit: the entities that an event names. */
export {
  containerKey,
  containerOf,
  contextKey,
  contextKeys,
  contextNames,
  contextOf,
  domainsOf,
  type Entity,
  entityName,
  targetsOf,
} from '../sources/atlassian/entities';
