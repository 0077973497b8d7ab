/**
 * Node's own HTTP. An `import` of it makes a module with all that it exports, WebSocket among it, and for that alone loads the
 * whole of undici: a seventh of the time that the agent takes to start (`npm run bench -- --only agent`).
 */
export const http = process.getBuiltinModule('node:http');
