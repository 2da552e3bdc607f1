// Of which providers are the rules known?

export const profileNames = ['azure-route-server', 'azure-vwan', 'aws-tgw-connect', 'gcp-cloud-router'] as const

export type ProfileName = (typeof profileNames)[number]
