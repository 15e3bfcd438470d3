// Says in every test file that opens a client that next year's SDK needs a newer Node.js. Lambda has that.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
