import { type Call, clausesOf, isAllowed } from './policy-evaluator';

const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
const deny = { ...allow, Effect: 'Deny', Principal: '*' };
const get: Call = { principal: 'role', action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context: {} };
const variable = `\${aws:username}`;
const when = (Condition: object) => [{ ...allow, Condition }];

describe('the policy evaluator', () => {
  it.each<[string, boolean, object[], Partial<Call>]>([
    ['nothing, by default', false, [], {}],
    ['what is allowed', true, [allow], {}],
    ['an action in other letters', true, [allow], { action: 'S3:getobject' }],
    ['no other action', false, [allow], { action: 's3:GetObjectVersion' }],
    ['no other resource', false, [allow], { resource: 'arn:aws:s3:::bb/k' }],
    ['no resource in other letters', false, [allow], { resource: 'arn:aws:s3:::B/k' }],
    ['one of several actions', true, [{ ...allow, Action: ['s3:PutObject', 's3:GetObject'] }], {}],
    ['one of several resources', true, [{ ...allow, Resource: ['arn:aws:s3:::b/k', 'x'] }], {}],
    ['actions by a wildcard', true, [{ ...allow, Action: 's3:Get*' }], {}],
    ['a wildcard across slashes', true, [allow], { resource: 'arn:aws:s3:::b/k/k/k' }],
    ['a question mark for one character', true, [{ ...allow, Resource: 'arn:aws:s3:::b/?' }], {}],
    [
      'a question mark for no two',
      false,
      [{ ...allow, Resource: 'arn:aws:s3:::b/?' }],
      { resource: 'arn:aws:s3:::b/kk' },
    ],
    ['a dot for a dot alone', false, [{ ...allow, Resource: 'a.b' }], { resource: 'axb' }],
    ['nothing that is denied', false, [allow, deny], {}],
    ['nothing that is denied, whatever the order', false, [deny, allow], {}],
    ['what is denied elsewhere', true, [allow, { ...deny, Resource: 'arn:aws:s3:::b/x' }], {}],
    ['a service that is named', true, [{ ...allow, Principal: { Service: 'role' } }], {}],
    ['no service that is not named', false, [{ ...allow, Principal: { Service: 'other' } }], {}],
    ['everybody', true, [{ ...allow, Principal: { AWS: '*' } }], {}],

    ['StringEquals an equal text', true, when({ StringEquals: { k: 'v' } }), { context: { k: 'v' } }],
    ['StringEquals one of several', true, when({ StringEquals: { k: ['u', 'v'] } }), { context: { k: 'v' } }],
    ['StringEquals another text', false, when({ StringEquals: { k: 'v' } }), { context: { k: 'V' } }],
    ['StringEquals no text', false, when({ StringEquals: { k: 'v' } }), {}],
    ['StringLike a text that fits', true, when({ StringLike: { k: 'v-??' } }), { context: { k: 'v-ab' } }],
    ['StringLike a text that does not', false, when({ StringLike: { k: 'v-??' } }), { context: { k: 'v-abc' } }],
    ['StringLike no text', false, when({ StringLike: { k: '*' } }), {}],
    ['StringNotEquals another text', true, when({ StringNotEquals: { k: ['u', 'v'] } }), { context: { k: 'w' } }],
    ['StringNotEquals one of several', false, when({ StringNotEquals: { k: ['u', 'v'] } }), { context: { k: 'v' } }],
    ['StringNotEquals no text', true, when({ StringNotEquals: { k: 'v' } }), {}],
    ['ArnEquals an equal ARN', true, when({ ArnEquals: { k: 'v' } }), { context: { k: 'v' } }],
    ['ArnEquals another ARN', false, when({ ArnEquals: { k: 'v' } }), { context: { k: 'w' } }],
    ['ArnLike an ARN that fits', true, when({ ArnLike: { k: 'v:*' } }), { context: { k: 'v:w' } }],
    ['ArnLike an ARN that does not', false, when({ ArnLike: { k: 'v:*' } }), { context: { k: 'w:v:' } }],
    ['ArnLike no ARN', false, when({ ArnLike: { k: '*' } }), {}],
    ['ArnEquals no ARN', false, when({ ArnEquals: { k: 'v' } }), {}],
    ['Bool that is so', true, when({ Bool: { k: 'false' } }), { context: { k: 'false' } }],
    ['Bool written as JSON has it', true, when({ Bool: { k: false } }), { context: { k: 'false' } }],
    ['Bool that is otherwise', false, when({ Bool: { k: 'false' } }), { context: { k: 'true' } }],
    ['Bool of nothing', false, when({ Bool: { k: 'false' } }), {}],
    ['NumericLessThan a greater number', true, when({ NumericLessThan: { k: 1.2 } }), { context: { k: '1.1' } }],
    ['NumericLessThan itself', false, when({ NumericLessThan: { k: 1.2 } }), { context: { k: '1.2' } }],
    ['NumericLessThan of nothing', false, when({ NumericLessThan: { k: 1.2 } }), {}],
    ['Null of nothing', true, when({ Null: { k: 'true' } }), {}],
    ['Null of something', false, when({ Null: { k: 'true' } }), { context: { k: '*' } }],
    ['not Null of something', true, when({ Null: { k: 'false' } }), { context: { k: '*' } }],
    ['all conditions', true, when({ Null: { j: 'true' }, Bool: { k: 'true' } }), { context: { k: 'true' } }],
    [
      'not one condition of two',
      false,
      when({ Null: { j: 'true' }, Bool: { k: 'true' } }),
      { context: { k: 'false' } },
    ],
    ['not one key of two', false, when({ Bool: { j: 'true', k: 'true' } }), { context: { k: 'true' } }],
  ])('allows %s: %s', (_, expected, statements, call) => {
    expect(isAllowed({ ...get, ...call }, clausesOf(statements))).toBe(expected);
  });

  it.each<[string, object]>([
    ['NotAction', { Effect: 'Allow', NotAction: 's3:GetObject', Resource: '*' }],
    ['NotResource', { Effect: 'Allow', Action: 's3:*', NotResource: 'x' }],
    ['NotPrincipal', { ...deny, NotPrincipal: '*' }],
    ['a principal of another kind', { ...allow, Principal: { Federated: 'x' } }],
    ['two kinds of principal', { ...allow, Principal: { AWS: '*', Service: 'x' } }],
    ['a principal by its ARN', { ...allow, Principal: { AWS: 'arn:aws:iam::1:root' } }],
    ['an operator', { ...allow, Condition: { StringNotLike: { k: 'v' } } }],
    ['an operator of sets', { ...allow, Condition: { 'ForAnyValue:StringEquals': { k: 'v' } } }],
    ['an operator by the name of a method', { ...allow, Condition: { toString: { k: 'v' } } }],
    ['a value that is a reference', { ...allow, Condition: { Bool: { k: { Ref: 'x' } } } }],
    ['a resource that is a reference', { ...allow, Resource: { Ref: 'x' } }],
    ['another effect', { ...allow, Effect: 'Perhaps' }],
    ['a variable in a resource', { ...allow, Resource: `arn:aws:s3:::b/${variable}` }],
    ['a variable in a condition', { ...allow, Condition: { StringEquals: { k: variable } } }],
    ['a pattern in ArnEquals', { ...allow, Condition: { ArnEquals: { k: 'arn:*' } } }],
    ['an element', { ...allow, Surprise: 1 }],
  ])('refuses %s, which it does not know', (_, statement) => {
    expect(() => clausesOf([statement])).toThrow();
  });
});
