export default {
  env: {
    DATABASE_URL: process.env.DATABASE_URL, // expect OG3205
    COLOR: "blue",
  },
};
