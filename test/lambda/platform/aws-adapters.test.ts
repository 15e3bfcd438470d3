import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetSecretValueCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { collectorSettings } from '../../../lambda/collect/collector-settings';
import { CloudWatchMetrics } from '../../../lambda/platform/cloudwatch-metrics';
import { createdKey } from '../../../lambda/platform/s3-event';
import { SecretsManagerReader } from '../../../lambda/platform/secrets-manager';
import { SnsNotifier } from '../../../lambda/platform/sns-notifier';
import { processorSettings } from '../../../lambda/process/processor-settings';
import { listen } from '../../listen';

describe('CloudWatchMetrics', () => {
  it('publishes all counts of a run in one call, by source, without a time of their own', async () => {
    const client = mockClient(CloudWatchClient);
    client.on(PutMetricDataCommand).resolves({});

    await new CloudWatchMetrics(new CloudWatchClient({}), 'Keepwatch').publish('atlassian-main', {
      RunsSucceeded: 1,
      EventsProcessed: 0,
    });

    const Dimensions = [{ Name: 'Source', Value: 'atlassian-main' }];
    expect(client.commandCalls(PutMetricDataCommand).map((call) => call.args[0].input)).toEqual([
      {
        Namespace: 'Keepwatch',
        MetricData: [
          { MetricName: 'RunsSucceeded', Value: 1, Unit: 'Count', Dimensions },
          { MetricName: 'EventsProcessed', Value: 0, Unit: 'Count', Dimensions },
        ],
      },
    ]);
  });
});

describe('SnsNotifier', () => {
  async function tell(status: number, answer: string) {
    let form = new URLSearchParams();
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      form = new URLSearchParams(Buffer.concat(chunks).toString());
      response.writeHead(status).end(answer);
    });
    const endpoint = await listen(server);
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new SNSClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
    const notice = { subject: '[Keepwatch HIGH] x', text: 'HIGH: x\n…', json: '{"alert_id":"a"}' };
    const failure = await new SnsNotifier(client, 'arn:aws:sns:eu-central-1:1:alerts')
      .notify(notice)
      .then(() => '', String);
    server.closeAllConnections();
    server.close();
    return { form, failure };
  }

  it('publishes text for emails, the subject for phones and JSON for programs', async () => {
    const { form, failure } = await tell(200, '<PublishResponse><PublishResult/></PublishResponse>');
    expect(failure).toBe('');
    const { Message, ...rest } = Object.fromEntries(form);
    expect(rest).toMatchObject({
      Action: 'Publish',
      TopicArn: 'arn:aws:sns:eu-central-1:1:alerts',
      Subject: '[Keepwatch HIGH] x',
      MessageStructure: 'json',
    });
    expect(JSON.parse(Message ?? '')).toEqual({
      default: '{"alert_id":"a"}',
      email: 'HIGH: x\n…',
      sms: '[Keepwatch HIGH] x',
    });
  });

  it('throws when the topic rejects the message', async () => {
    const error =
      '<ErrorResponse><Error><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>';
    expect((await tell(404, error)).failure).toContain('Topic does not exist');
  });
});

const PLACEHOLDER = '{"apiHost":"REPLACE_ME","apiKey":"REPLACE_ME"}';

describe('SecretsManagerReader', () => {
  it('reads the current value each time', async () => {
    const client = mockClient(SecretsManagerClient);
    client.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
    const secret = new SecretsManagerReader(new SecretsManagerClient({}), 'keepwatch/atlassian-main', PLACEHOLDER);
    expect([await secret.read(), await secret.read()]).toEqual(['old', 'new']);
    expect(client.commandCalls(GetSecretValueCommand)[0]?.args[0].input).toEqual({
      SecretId: 'keepwatch/atlassian-main',
    });
  });

  it("names what it could not read, without the SDK's quotation of the response", async () => {
    const client = mockClient(SecretsManagerClient);
    const refused = new SecretsManagerServiceException({
      name: 'AccessDeniedException',
      message: 'not authorized',
      $fault: 'client',
      $metadata: {},
    });
    client.on(GetSecretValueCommand).rejectsOnce(refused).rejects(new SyntaxError('Unexpected token, "the-key"...'));
    const secret = new SecretsManagerReader(new SecretsManagerClient({}), 'keepwatch/atlassian-main', PLACEHOLDER);
    await expect(secret.read()).rejects.toThrow(
      /^Could not read the secret keepwatch\/atlassian-main: AccessDeniedException: not authorized\. /,
    );
    const garbled: unknown = await secret.read().catch((error: unknown) => error);
    expect(`${garbled}`).toMatch(/^SecretUnreadableError: Could not read .*: SyntaxError\. /);
    expect(inspect(garbled, { showHidden: true })).not.toContain('the-key');
  });

  it('says what to configure when the KMS key of the secret refuses the collector', async () => {
    const refused = new SecretsManagerServiceException({
      name: 'AccessDeniedException',
      message: 'Access to KMS is not allowed',
      $fault: 'client',
      $metadata: {},
    });
    mockClient(SecretsManagerClient).on(GetSecretValueCommand).rejects(refused);
    const secret = new SecretsManagerReader(new SecretsManagerClient({}), 'keepwatch/atlassian-main', PLACEHOLDER);
    await expect(secret.read()).rejects.toThrow(
      /^Could not read the secret keepwatch\/atlassian-main: AccessDeniedException: Access to KMS is not allowed\. .* Set secretKmsKeyArn of the source in cdk\.json and deploy; /,
    );
  });

  it('says how to restore a secret that is scheduled for deletion', async () => {
    const deleted = new SecretsManagerServiceException({
      name: 'InvalidRequestException',
      message: "You can't perform this operation on the secret because it was marked for deletion.",
      $fault: 'client',
      $metadata: {},
    });
    mockClient(SecretsManagerClient).on(GetSecretValueCommand).rejects(deleted);
    const secret = new SecretsManagerReader(new SecretsManagerClient({}), 'keepwatch/atlassian-main', PLACEHOLDER);
    await expect(secret.read()).rejects.toThrow(
      /marked for deletion\. Somebody deleted it, .* restore-secret --secret-id keepwatch\/atlassian-main$/,
    );
  });

  it('reports a secret without text', async () => {
    mockClient(SecretsManagerClient).on(GetSecretValueCommand).resolves({});
    const secret = new SecretsManagerReader(new SecretsManagerClient({}), 'keepwatch/atlassian-main', PLACEHOLDER);
    await expect(secret.read()).rejects.toThrow(
      /the secret keepwatch\/atlassian-main holds no text\. In the AWS console.*: {"apiHost":"...","apiKey":"...","expiresAt":"2027-01-31"}\./,
    );
  });
});

describe('createdKey', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
  const created = {
    version: '0',
    source: 'aws.s3',
    'detail-type': 'Object Created',
    region: 'eu-central-1',
    detail: {
      version: '0',
      bucket: { name: 'archive' },
      object: { key: 'captures/a/000000000001.json.gz', size: 5 },
      reason: 'PutObject',
    },
  };

  it('takes the key from an event of S3', () => {
    expect(createdKey(created, 'archive')).toBe('captures/a/000000000001.json.gz');
  });

  it.each([null, {}, 'text', { detail: {} }, { ...created, detail: { ...created.detail, bucket: { name: 'other' } } }])(
    'refuses %j',
    (event) => {
      expect(() => createdKey(event, 'archive')).toThrow(/is not about an object in archive/);
    },
  );
});

describe('settings', () => {
  const good = {
    ARCHIVE_BUCKET: 'a',
    LAKE_BUCKET: 'l',
    METRIC_NAMESPACE: 'Keepwatch',
    ALERT_TOPIC: 't',
    DETECTIONS: '{"packs":{"standard":false}}',
    SOURCE_NAME: 'atlassian-main',
    SOURCE_KIND: 'atlassian',
    SECRET_ID: 's',
    LOOKBACK_DAYS: '180',
  };

  it('come from the environment', () => {
    const { ALERT_TOPIC: _topic, DETECTIONS: _detections, ...collectors } = good;
    expect(collectorSettings(good)).toEqual({ ...collectors, LOOKBACK_DAYS: 180 });
    expect(processorSettings(good)).toEqual({
      ARCHIVE_BUCKET: 'a',
      LAKE_BUCKET: 'l',
      METRIC_NAMESPACE: 'Keepwatch',
      ALERT_TOPIC: 't',
      DETECTIONS: { packs: { standard: false }, overrides: {}, notifyDays: 7 },
    });
  });

  it.each(['{', '[]', '{"packs":{"standard":"off"}}', '{"overrides":{"A.B":{"severity":"HUGE"}}}'])(
    'refuse the settings of detections %j',
    (DETECTIONS) => {
      expect(() => processorSettings({ ...good, DETECTIONS })).toThrow(/Cannot read the settings of detections/);
    },
  );

  it.each([
    ['ARCHIVE_BUCKET', ''],
    ['METRIC_NAMESPACE', ''],
    ['SOURCE_NAME', 'A B'],
    ['SOURCE_KIND', 'okta'],
    ['LOOKBACK_DAYS', 'many'],
    ['LOOKBACK_DAYS', '0'],
    ['API_BASE_URL', 'http://api.atlassian.com/admin'],
    ['API_BASE_URL', 'https://evil.example.com/admin'],
  ])('refuse %s=%j, naming the variable', (name, value) => {
    expect(() => collectorSettings({ ...good, [name]: value })).toThrow(new RegExp(`environment: ${name}\\.`));
  });
});
