/** For detections over Panther.Audit: the parameters of an action. */
export { actionParam } from '../sources/panther/action-params';
