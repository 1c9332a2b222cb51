import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { serve } from './child.ts';

/** A socket.io server as its documentation shows it: a room for each chat, and nothing is stored. */
const http = createServer((request, response) => {
  if (request.method !== 'POST' || request.url !== '/say') return;
  const chunks: Buffer[] = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => {
    const { chatId, text } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    io.to(chatId).emit('message', text);
    response.writeHead(201, { 'Content-Type': 'application/json' }).end('{}');
  });
});
const io = new Server(http, { serveClient: false });
io.on('connection', socket => socket.join(String(socket.handshake.auth['chatId'])));

http.listen(0, '127.0.0.1', () =>
  serve(
    `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    () => ({ readUnits: 0, writeUnits: 0, defects: [] }),
    async () => {
      http.closeAllConnections();
    },
  ),
);
