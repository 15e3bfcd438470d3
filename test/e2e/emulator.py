"""MiniStack, with what it lacks of what Keepwatch's stack needs. docs/testing.md says what that leaves unproven."""

import asyncio
import gzip
import json
import os
import re
import signal
import sys
import threading
import time

import duckdb
from ministack import app
from ministack.core import iam_actions
from ministack.services import athena, cloudwatch, eventbridge, sns, sqs
from ministack.services.cloudformation import provisioners

metric_alarm_record = provisioners._cw_metric_alarm_record
secret_handler = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
create_secret = secret_handler["create"]
rule_handler = provisioners._RESOURCE_HANDLERS["AWS::Events::Rule"]
create_rule = rule_handler["create"]
rules_of_reads = set()
put_events = eventbridge._put_events
invoke_target = eventbridge._invoke_target
s3_service_context = iam_actions.s3_service_context
request_tag_context = iam_actions.request_tag_context
tell = cloudwatch._dispatch_alarm_actions
delete_workgroup = athena._delete_workgroup
execute_query = athena._execute_query
stop_query = athena._stop_query_execution
relation_of_table = athena._table_relation
running_queries = {}
connect = duckdb.connect
gateway = app.app


def record_of_any_alarm(name, properties):
    """Alarms on metric math are refused. Here they are kept, and never evaluated."""
    if "Metrics" not in properties:
        return metric_alarm_record(name, properties)
    plain = {key: value for key, value in properties.items() if key != "Metrics"}
    record = metric_alarm_record(name, {**plain, "MetricName": "-", "Namespace": "-"})
    return {**record, "MetricName": "", "Namespace": "", "Metrics": properties["Metrics"]}


def create_secret_known_by_arn(logical_id, properties, stack_name):
    """A reference to a secret gives its name. In AWS it gives the ARN, and so it stands in policies."""
    _, attributes = create_secret(logical_id, properties, stack_name)
    return attributes["Arn"], attributes


def create_named_query(logical_id, properties, stack_name):
    """A saved query of Athena is known to the API, but not as a resource of a stack."""
    _, _, body = athena._create_named_query(properties)
    name = json.loads(body)["NamedQueryId"]
    return name, {"NamedQueryId": name}


def delete_named_query(name, properties):
    athena._delete_named_query({"NamedQueryId": name})


def context_of_puts(action, query, path="", headers=None):
    """The conditions by which a bucket demands conditional writes are not known.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html"""
    context = s3_service_context(action, query, path, headers)
    if action == "s3:PutObject":
        context["s3:ObjectCreationOperation"] = "false" if "partNumber" in (query or {}) else "true"
        if "if-none-match" in (headers or {}):
            context["s3:if-none-match"] = headers["if-none-match"]
    return context


def context_of_metrics(service, action, body, parameters):
    """The condition that limits metrics to a namespace is not known."""
    context = request_tag_context(service, action, body, parameters)
    if action == "cloudwatch:PutMetricData":
        context["cloudwatch:namespace"] = json.loads(body)["Namespace"]
    return context


def tell_as_policies_allow(alarm, old_state, new_state, reason):
    """Alarms publish to a topic whatever its policy says, and EventBridge does not hear of them.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html"""
    account = alarm["AlarmArn"].split(":")[4]
    topics = alarm["AlarmActions"] + alarm["OKActions"]
    if all(sns.topic_policy_allows(topic, "cloudwatch.amazonaws.com", alarm["AlarmArn"], account) for topic in topics):
        tell(alarm, old_state, new_state, reason)
    states = {"previousState": {"value": old_state}, "state": {"value": new_state, "reason": reason}}
    event = {
        "Source": "aws.cloudwatch",
        "DetailType": "CloudWatch Alarm State Change",
        "Detail": json.dumps({"alarmName": alarm["AlarmName"], **states}),
    }
    put_events_of_services({"Entries": [event]})


def put_events_of_services(data, **_):
    """Nobody may put an event of a service, as in AWS. There is no CloudTrail that would: the test plays its part."""
    return put_events(data, allow_aws_source=True)


def create_rule_of_reads(logical_id, properties, stack_name):
    """A rule that asks for reads is known, and counts as one that is switched off."""
    name, attributes = create_rule(logical_id, properties, stack_name)
    rule = eventbridge._rules[eventbridge._rule_key(name, properties.get("EventBusName", "default"))]
    if rule["State"] == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS":
        rule["State"] = "ENABLED"
        rules_of_reads.add(rule["Arn"])
    return name, attributes


def invoke_allowed_target(target, event, rule, *view):
    """A rule is told of every call, reads too, and sends to a queue or topic whatever its policy says.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html"""
    detail = json.loads(event["Detail"])
    is_read = event["DetailType"] == "AWS API Call via CloudTrail" and detail["managementEvent"] and detail["readOnly"]
    if is_read and rule["Arn"] not in rules_of_reads:
        return
    arn, account = target["Arn"], rule["Arn"].split(":")[4]
    if ":sqs:" in arn and not sqs.queue_policy_allows(arn, "events.amazonaws.com", rule["Arn"], account):
        return
    # The topic's policy allows no rule; the role of the target may publish.
    if ":sns:" in arn and not target.get("RoleArn"):
        return
    invoke_target(target, event, rule, *view)


def delete_empty_workgroup(data):
    """A workgroup goes with all that was asked in it, although nobody said so."""
    queries = [one for one in athena._executions.values() if one["WorkGroup"] == data["WorkGroup"]]
    if queries and not data.get("RecursiveDeleteOption"):
        raise ValueError(f"WorkGroup {data['WorkGroup']} is not empty")
    return delete_workgroup(data)


async def execute_query_until_stopped(query_id, *query):
    """A query that was stopped goes on, and succeeds."""
    running_queries[query_id] = asyncio.current_task()
    await execute_query(query_id, *query)


def stop_running_query(data):
    answer = stop_query(data)
    running_queries[data["QueryExecutionId"]].cancel()
    return answer


def relation_by_columns(table, files):
    """JSON is read by whatever it seems to hold. In AWS it is read by the table's columns, their names in any case."""
    if athena._data_format(table) != "json":
        return relation_of_table(table, files)
    for file in files:
        with gzip.open(file) as rows:
            lines = [json.dumps(json.loads(row, object_hook=with_lower_names)) for row in rows]
        with gzip.open(file, "wt", compresslevel=1) as rows:
            rows.write("\n".join(lines))
    columns = ", ".join(f"'{one['Name']}': '{duckdb_type(one['Type'])}'" for one in table["StorageDescriptor"]["Columns"])
    days = athena._hive_options(athena._path_partition_keys(table, files))
    return f"read_json({athena._sql_list(files)}, format = 'newline_delimited', columns = {{{columns}}}, {days})"


def empty_relation_by_columns(table):
    columns = [(one["Name"], duckdb_type(one["Type"])) for one in table["StorageDescriptor"]["Columns"]]
    values = ", ".join(f'CAST(NULL AS {of}) AS "{name}"' for name, of in [*columns, ("date", "varchar")])
    return f"(SELECT {values} WHERE false)"


def connect_with_functions(*args):
    """Athena's functions are not known. Here they are as on the laptop: the test gives their definitions."""
    connection = connect(*args)
    for definition in json.loads(os.environ["ATHENA_FUNCTIONS"]):
        connection.execute(definition)
    return connection


def with_lower_names(value):
    return {name.lower(): inner for name, inner in value.items()}


def duckdb_type(glue_type):
    """A type of Glue as DuckDB writes it, from the innermost outwards; single values have the same names in both."""
    inner = re.sub(r"array<([^<>]*)>", r"\1[]", glue_type)
    inner = re.sub(r"struct<([^<>]*)>", lambda of: "struct(" + re.sub(r"(\w+):", r'"\1" ', of[1]) + ")", inner)
    return inner if inner == glue_type else duckdb_type(inner)


async def behind_tls(scope, receive, send):
    """Plays the proxy that ends TLS: unless a request says otherwise, it came encrypted, as the policies demand."""
    headers = scope.get("headers", [])
    if all(name != b"x-forwarded-proto" for name, _ in headers):
        scope = {**scope, "headers": [*headers, (b"x-forwarded-proto", b"https")]}
    await gateway(scope, receive, send)


def stop_with_the_test():
    """Standard input ends when the test ends, also when it was killed and could not clean up."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.killpg(os.getpgrp(), signal.SIGTERM)
    time.sleep(3)
    os.killpg(os.getpgrp(), signal.SIGKILL)


provisioners._cw_metric_alarm_record = record_of_any_alarm
secret_handler["create"] = create_secret_known_by_arn
rule_handler["create"] = create_rule_of_reads
eventbridge._put_events = put_events_of_services
eventbridge._invoke_target = invoke_allowed_target
provisioners._RESOURCE_HANDLERS["AWS::Athena::NamedQuery"] = {
    "create": create_named_query,
    "delete": delete_named_query,
}
iam_actions.s3_service_context = context_of_puts
iam_actions.request_tag_context = context_of_metrics
cloudwatch._dispatch_alarm_actions = tell_as_policies_allow
athena._delete_workgroup = delete_empty_workgroup
athena._execute_query = execute_query_until_stopped
athena._stop_query_execution = stop_running_query
athena._table_relation = relation_by_columns
athena._empty_relation = empty_relation_by_columns
duckdb.connect = connect_with_functions
app.app = behind_tls
threading.Thread(target=stop_with_the_test, daemon=True).start()
sys.argv = ["ministack"]
app.main()
