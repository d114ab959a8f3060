export { connectGateway, type GatewayClient, type GatewayClientOptions } from "./client/client.ts";
export { createDeviceKey, type DeviceKey, readDeviceKey } from "./key.ts";
