//! Keys for tests only, in base64url. They protect nothing.

/// RSA, 2048 bits: PKCS#1.
pub(crate) const RSA_DER: &str = "MIIEogIBAAKCAQEAnhLj6RVDQzcSx8w8OaFAki_Y6pvQDfDLCBqptWELas2WKiLdnEj9qGwMk66yZaGF5V6c\
     ZWPL3QQ5e0RiYxWA7fRd5-BFzlBzadBKbZwXx4o9uaOIkL6s6bpWvFb-XOfAserhmdxQftlY0wKzuW261iXB\
     5lmAJFCT3RZuLz7HVpp_vH9ySNgqH44Ep9npMQAeGCbdeVD8uMx6jYqFs2O1TWUiYbHmLB6O6F6-zCW7KfnF\
     HO7BqV3A40Mvj0NTMD_qxy7vnqTZZbJV3VkQz1JVupMvt_STbLeEbnE3j2FU_CaARJDp1GVAviI73Xh8G13X\
     3KZ5PqILdNg7-MzsTAqCQwIDAQABAoIBAAgVv0J0q_QMJRHDCHGKJdtURyv4vDN6VWgctQFp7UORMFUHY35S\
     3WZ34EzNaqJ4GHka1bT53bt4M9hyLvYSa33AOe1aMzfSNZT76lKg4TZ7g5yzGJEOr5lkxnrrmCb4U4rGELPl\
     6NgUFc71HGwniJ7bX4eAnGU_GdD9DLWt6FQtjjDldkj7ppVnmMxiXPLe0_RtgwW8bnU2eFO2XiaYNrFkhNeY\
     GhWKu0No9Oxyrtoqen4NOcaZtE4U-je1zX4oSQbOndonVG4S9rbt9D05Oq4vUV2r_KTkiJOgb8ftyvMxFcqD\
     kUx1q7iwVyT_r3nA3I-kfieHZ1y5wQgsL5B2OYECgYEA0xhPRJ8Lgt-yXYWWwZAPDw_bPDCp2wEh1vZn46Jn\
     6VpMHegrVAo1sj7RWyvp8CGgXtRsNCmyGu5HvZNNBCQAlYe7NDdQ9ttnDzo6hBc3KGDNqZCxttj7Eo1xMje_\
     dlOi6bjk1o5Pxhw0Itkc3CtOUv9ctmjb3pv4GYjSgqqA_ukCgYEAv7MvBNiyahIscHPkWfCw_uX398txqAHU\
     X5rmnWkW4wtKpDypRLfXsWy-PfGGFJc3cKEfll8F2egNwHFEukcSLtNWDJrddphkkkEBl3leZGIsM-azGtRo\
     7x4FQmmJNfP3mVNbvvTnB-TT1p-ixHyPV50ODa2i0rfMJLvztkJktEsCgYBpb7T4E3COd-kBKV55Y9kBruvU\
     DoJobxJV6lFNs6qvNXjbX0F1Anx7gUDUhwSb-k-9zeAV1dWt-eI_YDmRneHkzhzFIfQAuOmrA2yC2Y2lT2Sq\
     EymQqKQPSjKF4K5zDadLkhxKxl42F5Q667KsjbzbW80VFx7q-4BaUKrEtSElMQKBgGnbqtVETJGiY4Pdm3XH\
     IhZAK8RcRfD-waXhxgOaqpbJ_3feP6LA2o0RfaR7IQ1xy52Ye_bvli2UpTNl2Qv8fx_4eAYR5sW8tZzF5Pke\
     fm90fvBSLwlbzm5s536bBLgUdt_mVj2Gw6VqSUi1co6KMiWxhrcq8UTnVgXa_GPjGfUtAoGAZhlwu_iVFxs6\
     X5X3fFB3CvH1plnkt2Lua1JgJP5DQbQe_VfXCt6Hl2-Rz6SQoCjA5XzeSOH4UUjlwDWtkgS78MX_PqSYrK8Y\
     RWatGydWT4bct0iO-XppgG1z1BNk4eLCRHxl534mgWXWEooZMO3pA8pkT8D-orVha-Jv0sJxu0o";
/// Its modulus.
pub(crate) const RSA_N: &str = "nhLj6RVDQzcSx8w8OaFAki_Y6pvQDfDLCBqptWELas2WKiLdnEj9qGwMk66yZaGF5V6cZWPL3QQ5e0RiYxWA\
     7fRd5-BFzlBzadBKbZwXx4o9uaOIkL6s6bpWvFb-XOfAserhmdxQftlY0wKzuW261iXB5lmAJFCT3RZuLz7H\
     Vpp_vH9ySNgqH44Ep9npMQAeGCbdeVD8uMx6jYqFs2O1TWUiYbHmLB6O6F6-zCW7KfnFHO7BqV3A40Mvj0NT\
     MD_qxy7vnqTZZbJV3VkQz1JVupMvt_STbLeEbnE3j2FU_CaARJDp1GVAviI73Xh8G13X3KZ5PqILdNg7-Mzs\
     TAqCQw";
/// The modulus of a key of 1024 bits.
pub(crate) const RSA_1024_N: &str = "vuJd2E4pn4VJdr_CHK3O1ejeMfmpdvVSrZXKjgAB1_66ROsSQMqgxgrrEeM0yWlCjg98XohRsKW9l8VtmIKK\
     B5S5Ger9x0A5iP3NGMCS_Qc183cVdO40gTYssCpO_h3PWeo_Xe4FDzDJIuLk5epVWIzyJ9VBATVgSLyXhYto\
     4CE";
/// P-256: PKCS#8.
pub(crate) const P256_DER: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgsRoCJJKEGetqogl4fMNVYzV_SSPQI5nZ8fJj\
     soFBU5uhRANCAATXTBNyWTc9fYBU8jyDnfseE_HUuzqEQd9xWcJIeJNlMcNRYCTdC4d8urDqPMjnIaTgARTQ\
     3v8C2my2PHZGO3i_";
/// Its x.
pub(crate) const P256_X: &str = "10wTclk3PX2AVPI8g537HhPx1Ls6hEHfcVnCSHiTZTE";
/// Its y.
pub(crate) const P256_Y: &str = "w1FgJN0Lh3y6sOo8yOchpOABFNDe_wLabLY8dkY7eL8";
/// P-384: PKCS#8.
pub(crate) const P384_DER: &str = "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDB6tQbvyyDT7lgZwH2GRtx7PSSmI_yE7rPncimr\
     9VzHoRrd-zoHDSzFYQL5kmM09P2hZANiAATcVq3V3DXchGSatC9X9TprH6WGf_nPwFsz9J-mBNLd32aEcpV8\
     8OcgBql-LoTRfKXaOUE0GTthiydVAQmEidaVaUuJEJhA8HD-AnWUBiPjgMaU8aSEH1KnJzXgNnDwRB4";
/// Its x.
pub(crate) const P384_X: &str = "3Fat1dw13IRkmrQvV_U6ax-lhn_5z8BbM_SfpgTS3d9mhHKVfPDnIAapfi6E0Xyl";
/// Its y.
pub(crate) const P384_Y: &str = "2jlBNBk7YYsnVQEJhInWlWlLiRCYQPBw_gJ1lAYj44DGlPGkhB9Spyc14DZw8EQe";
/// Ed25519: PKCS#8.
pub(crate) const ED_DER: &str = "MC4CAQAwBQYDK2VwBCIEIMXSZhbAnSoJCOuneAWTvigNAomOCfMVrBtX6dibQmyh";
/// Its x.
pub(crate) const ED_X: &str = "LI7GOfLzPPpweL6x8Q1js3aslx8EDzGdk6fxxryU438";
