// Takes one client of the TypeScript SDK through servers and operations: a job as JSON in a file, what
// became of it as JSON on standard output. A client makes one connection for each server, and is at
// a few servers at once: most of its time it waits.
import { readFileSync } from 'node:fs';

const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const PATIENCE = 30000;
// Whoever launches a guard waits for its start, too.
const CONNECTION = 60000;
const AT_ONCE = 3;
const CAPABILITIES = { elicitation: {}, sampling: {}, roots: {} };
const INFO = { name: 'matrix', version: '1.0.0' };

// The two shapes of the SDK: before 2.0 handlers and results go by schemas, from then on by names.
async function family() {
  if (job.package === '@modelcontextprotocol/client') {
    const sdk = await import('@modelcontextprotocol/client');
    const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
    const options = { capabilities: CAPABILITIES };
    if (job.negotiation !== 'legacy') {
      options.versionNegotiation = {
        mode: job.negotiation === 'auto' ? 'auto' : { pin: job.negotiation }
      };
    }
    return {
      client: () => new sdk.Client(INFO, options),
      http: sdk.StreamableHTTPClientTransport,
      stdio: StdioClientTransport,
      answering: (client, method, handler) => client.setRequestHandler(method, handler),
      hearing: (client, method, handler) => client.setNotificationHandler(method, handler),
      call: (client, params, options_) => client.callTool(params, options_)
    };
  }
  const { Client } = await import(`${job.package}/client/index.js`);
  const { StreamableHTTPClientTransport } = await import(`${job.package}/client/streamableHttp.js`);
  const { StdioClientTransport } = await import(`${job.package}/client/stdio.js`);
  const types = await import(`${job.package}/types.js`);
  const requests = { 'elicitation/create': types.ElicitRequestSchema };
  const notifications = {
    'notifications/resources/updated': types.ResourceUpdatedNotificationSchema,
    'notifications/tools/list_changed': types.ToolListChangedNotificationSchema
  };
  return {
    elicits: types.ElicitRequestSchema !== undefined,
    client: () =>
      new Client(INFO, {
        capabilities: types.ElicitRequestSchema ? CAPABILITIES : { sampling: {}, roots: {} }
      }),
    http: StreamableHTTPClientTransport,
    stdio: StdioClientTransport,
    answering: (client, method, handler) =>
      requests[method] && client.setRequestHandler(requests[method], handler),
    hearing: (client, method, handler) =>
      client.setNotificationHandler(notifications[method], handler),
    call: (client, params, options) => client.callTool(params, undefined, options)
  };
}

function expect(condition, otherwise) {
  if (!condition) {
    throw new Error(otherwise);
  }
}

function within(promise, what, patience = PATIENCE) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} in ${patience} ms`)), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const texts = result => (result.content ?? []).map(one => one.text ?? '').join('');

const operations = {
  async list({ client }, { tool }) {
    const { tools } = await client.listTools();
    expect(tools.some(one => one.name === tool), `${tool} is not listed`);
  },
  async call({ sdk, client }, { tool, args, text }) {
    const result = await sdk.call(client, { name: tool, arguments: args }, {});
    expect(texts(result).includes(text), `answered with ${texts(result).slice(0, 200)}`);
  },
  async error({ sdk, client }, { tool, args }) {
    const result = await sdk.call(client, { name: tool, arguments: args }, {});
    expect(result.isError === true, 'no error was told');
    await client.listTools();
  },
  async progress({ sdk, client }, { tool, args }) {
    let heard = 0;
    await sdk.call(client, { name: tool, arguments: args }, { onprogress: () => heard++ });
    expect(heard > 0, 'no progress was heard of');
  },
  async cancel({ sdk, client }, { tool, args, counted }) {
    const count = async () => Number(texts(await sdk.call(client, { name: counted, arguments: {} }, {})));
    const before = counted && (await count());
    const stop = new AbortController();
    const call = sdk.call(
      client,
      { name: tool, arguments: args },
      { signal: stop.signal, onprogress: () => stop.abort('enough') }
    );
    const timer = setTimeout(() => stop.abort('enough'), 500);
    const ended = await call.then(() => 'an answer', () => 'cancelled').finally(() => clearTimeout(timer));
    expect(ended === 'cancelled', 'the call was answered');
    // What the client's own promise does says nothing of the server.
    for (const since = Date.now(); counted && (await count()) === before; ) {
      expect(Date.now() - since < PATIENCE, 'the server was not told');
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    await client.listTools();
  },
  async elicitation({ sdk, client, asked }, { tool, args, text }) {
    asked.count = 0;
    const result = await sdk.call(client, { name: tool, arguments: args }, {});
    expect(asked.count > 0, `nobody was asked: ${texts(result).slice(0, 200)}`);
    expect(texts(result).includes(text), `answered with ${texts(result).slice(0, 200)}`);
  },
  async subscription({ sdk, client }, { uri, tool, args }) {
    const method = uri ? 'notifications/resources/updated' : 'notifications/tools/list_changed';
    const heard = new Promise(resolve => sdk.hearing(client, method, resolve));
    const stateless = client.getProtocolEra?.() === 'modern';
    const stream = stateless
      ? await client.listen(uri ? { resourceSubscriptions: [uri] } : { toolsListChanged: true })
      : uri && (await client.subscribeResource({ uri }));
    // A tool that turns the news on and off is turned twice.
    for (let turn = 0; turn < 2; turn++) {
      await sdk.call(client, { name: tool, arguments: args }, {});
      await Promise.race([heard, new Promise(resolve => setTimeout(resolve, 1500))]);
    }
    await heard;
    await stream?.close?.();
  },
  async resource({ client }, { uri }) {
    const { contents } = await client.readResource({ uri });
    expect(contents.length > 0, 'nothing was read');
  },
  async prompt({ client }, { name }) {
    const { messages } = await client.getPrompt({ name });
    expect(messages.length > 0, 'no message came');
  },
  async big({ sdk, client }, { tool, args, length }) {
    const filled = JSON.parse(JSON.stringify(args).replace('"$BIG"', () => JSON.stringify('x'.repeat(length))));
    const result = await sdk.call(client, { name: tool, arguments: filled }, {});
    expect(texts(result).length >= length, `only ${texts(result).length} characters came`);
  }
};

async function one(name, operation, context) {
  if (name === 'elicitation' && context.sdk.elicits === false) {
    return 'not offered: the client cannot be asked';
  }
  try {
    await within(operations[name](context, operation), 'end', operation.patience);
    return 'ok';
  } catch (error) {
    return String(error.message ?? error);
  }
}

// The parts of a server are several servers that are reached as one.
async function through(sdk, server) {
  const client = sdk.client();
  const asked = { count: 0, form: {} };
  sdk.answering(client, 'elicitation/create', request => {
    asked.count++;
    const properties = Object.entries(request.params.requestedSchema?.properties ?? {});
    const preset = properties.filter(([, { default: value }]) => value !== undefined && typeof value !== 'object');
    const content = Object.fromEntries(preset.map(([name, property]) => [name, property.default]));
    return { action: 'accept', content: { ...content, ...asked.form } };
  });
  const transport = server.command
    ? new sdk.stdio({ command: server.command[0], args: server.command.slice(1), stderr: 'ignore' })
    : new sdk.http(new URL(server.url), { requestInit: { headers: server.headers } });
  const connected = await within(client.connect(transport), 'connection', CONNECTION).then(
    () => 'ok',
    error => `no connection: ${error.message}`
  );
  const results = {};
  for (const part of server.parts) {
    asked.form = part.operations.elicitation?.form ?? {};
    results[part.name] = {};
    for (const [name, operation] of Object.entries(part.operations)) {
      results[part.name][name] =
        connected === 'ok' ? await one(name, operation, { sdk, client, asked }) : connected;
    }
  }
  await within(client.close(), 'close').catch(() => {});
  return results;
}

const sdk = await family();
const all = {};
const left = [...job.servers];
async function goThrough() {
  for (let server = left.shift(); server !== undefined; server = left.shift()) {
    Object.assign(all, await through(sdk, server));
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, goThrough));
console.log(JSON.stringify(all));
process.exit(0);
