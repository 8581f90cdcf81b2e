import { stripe } from "./stripe";

export const openai = () => process.env["OPENAI_API_KEY"] ?? stripe; // expect OG3205
