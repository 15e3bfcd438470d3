import { AWS_CLIENT } from '../../../lambda/platform/aws-clients';

/** How clients of SQS are set: they ask the service, not the host in a queue's address, which an emulator names otherwise. */
export const QUEUE_CLIENT = { ...AWS_CLIENT, useQueueUrlAsEndpoint: false } as const;
