// A tool server on the TypeScript SDK 2.4.0, which speaks both forms of MCP: with a port over HTTP,
// without one on standard input and output.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  acceptedContent,
  createMcpHandler,
  fromJsonSchema,
  inputRequired,
  McpServer
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const NOTE = 'note://watched';
const text = value => ({ content: [{ type: 'text', text: value }] });
const schema = properties => fromJsonSchema({ type: 'object', properties });
const form = { type: 'object', properties: { name: { type: 'string', default: 'nobody' } } };

// Calls that ended because their client took them back, by any way that its form has.
let takenBack = 0;

// Those who followed a resource in a session of the earlier form, told through the instance itself.
function build(context, touched) {
  const server = new McpServer(
    { name: 'matrix', version: '1.0.0' },
    { capabilities: { resources: { subscribe: true } } }
  );
  server.registerTool('echo', { inputSchema: schema({ text: { type: 'string' } }) }, ({ text: t }) =>
    text(t)
  );
  server.registerTool('fail', { inputSchema: schema({}) }, () => ({ ...text('no'), isError: true }));
  server.registerTool(
    'big',
    { inputSchema: schema({ length: { type: 'integer' } }) },
    ({ length }) => text('x'.repeat(length))
  );
  server.registerTool(
    'slow',
    { inputSchema: schema({ steps: { type: 'integer' } }) },
    async ({ steps }, ctx) => {
      const progressToken = ctx.mcpReq._meta?.progressToken;
      for (let progress = 1; progress <= steps && !ctx.mcpReq.signal.aborted; progress++) {
        if (progressToken !== undefined) {
          await ctx.mcpReq.notify({
            method: 'notifications/progress',
            params: { progressToken, progress, total: steps }
          });
        }
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      takenBack += ctx.mcpReq.signal.aborted ? 1 : 0;
      return text('done');
    }
  );
  server.registerTool('taken-back', { inputSchema: schema({}) }, () => text(String(takenBack)));
  server.registerTool('ask', { inputSchema: schema({}) }, async (_, ctx) => {
    if (context.era !== 'modern') {
      const answer = await ctx.mcpReq.elicitInput({ message: 'Who?', requestedSchema: form });
      return text(`hello ${answer.content?.name}`);
    }
    const given = acceptedContent(ctx.mcpReq.inputResponses, 'who');
    return given === undefined
      ? inputRequired({
          inputRequests: { who: inputRequired.elicit({ message: 'Who?', requestedSchema: form }) }
        })
      : text(`hello ${given.name}`);
  });
  server.registerTool('touch', { inputSchema: schema({}) }, async () => {
    await touched(server);
    return text('touched');
  });
  server.registerResource('watched', NOTE, {}, () => ({ contents: [{ uri: NOTE, text: 'kept' }] }));
  server.registerPrompt('greet', {}, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'hello' } }]
  }));
  server.server.setRequestHandler('resources/subscribe', () => ({}));
  server.server.setRequestHandler('resources/unsubscribe', () => ({}));
  return server;
}

const port = process.argv[2];
if (port === undefined) {
  serveStdio(context => build(context, server => server.server.sendResourceUpdated({ uri: NOTE })));
} else {
  const handler = createMcpHandler(context =>
    build(context, () => handler.notify.resourceUpdated(NOTE))
  );
  createServer(toNodeHandler(handler)).listen(Number(port), '127.0.0.1');
}
