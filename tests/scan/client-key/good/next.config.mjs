export default { env: { COLOR: "blue", API_URL: process.env.API_URL }, images: { domains: [] } };
