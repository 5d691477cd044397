// Loaded into every Node tool: a connection that leaves this machine is refused, and noted for the report.
const fs = require("node:fs");
const net = require("node:net");

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost", "", undefined, null]);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof first === "object" && first !== null ? first.host : typeof args[1] === "string" ? args[1] : undefined;
  const isPath = typeof first === "string" || (typeof first === "object" && first !== null && first.path && !first.port);
  if (!isPath && !LOOPBACK.has(host)) {
    fs.appendFileSync(process.env.COMPAT_NETWORK_LOG, `${host}\n`);
    throw new Error(`offline: no connection to ${host}`);
  }
  return connect.apply(this, args);
};
