// Node's own http module, on a Unix socket.
//
//   node node_http.js PATH

'use strict';

const http = require('http');

const server = http.createServer((request, response) => {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end('Hello over UDS!');
});
server.keepAliveTimeout = 3600 * 1000;
server.listen({path: process.argv[2], backlog: 4096});
