export const stripe = process.env.STRIPE_SECRET_KEY; // expect OG3205
