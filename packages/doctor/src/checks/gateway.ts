import { gatewaySettings } from "@moltbot/config";
import type { Check } from "../check.ts";

/** How the dashboard and API are reached. */
export const gateway: Check = {
  area: "gateway",
  fine: "The gateway is reached from this machine only, or encrypted",
  run({ config }, report) {
    const { host, publicUrl, trustedProxies, allowedOrigins } = gatewaySettings(config);
    const encrypted = publicUrl?.startsWith("https:") === true;
    if (!isLoopback(host) && !encrypted) {
      report("gateway-exposed", {
        detail: `it listens on ${host}; tokens and messages cross the network as they are`,
        fix: 'Set gateway.host: "127.0.0.1", or put a reverse proxy with TLS before it and set gateway.publicUrl.',
        path: "gateway.host",
      });
    }
    if (publicUrl !== undefined && !encrypted && !isLoopback(hostOf(publicUrl))) {
      report("public-url-plain", {
        detail: `${publicUrl} starts with http://`,
        fix: "Serve it by TLS and write https://.",
        path: "gateway.publicUrl",
      });
    }
    if (encrypted && trustedProxies.length === 0) {
      report("proxies-missing", {
        detail: "behind the proxy that serves gateway.publicUrl all clients look like one, and share one limit",
        fix: "Put the proxy's address into gateway.trustedProxies.",
        path: "gateway.publicUrl",
      });
    }
    trustedProxies.forEach((proxy, index) => {
      if (!isBroad(proxy)) return;
      report("proxies-broad", {
        detail: `any machine in ${proxy} can claim to be another client`,
        fix: "Write the addresses of the proxies themselves.",
        path: `gateway.trustedProxies[${index}]`,
      });
    });
    allowedOrigins.forEach((origin, index) => {
      if (origin.startsWith("https:") || isLoopback(hostOf(origin))) return;
      report("origin-plain", {
        detail: `whoever is between a browser and ${origin} can act as the signed-in user`,
        fix: "Serve it by TLS and write https://.",
        path: `gateway.allowedOrigins[${index}]`,
      });
    });
  },
};

function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|::1|\[::1\]|localhost)$/i.test(host);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : "";
}

function isBroad(proxy: string): boolean {
  const [address = "", bits] = proxy.split("/");
  return bits !== undefined && Number(bits) < (address.includes(":") ? 48 : 16);
}
