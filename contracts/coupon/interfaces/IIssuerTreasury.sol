// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";

/// @title Issuer treasury
/// @notice Guarantee funds of issuers, nothing else (ISS-4). Money units, 6 decimals.
/// @dev Invariant: the sum of guarantees <= the treasury's token balance.
interface IIssuerTreasury {
    event GuaranteeDeposited(address indexed issuer, address indexed from, uint64 amount);
    event GuaranteeWithdrawn(address indexed issuer, uint64 amount);
    event GuaranteeDrawn(address indexed issuer, address indexed to, uint64 amount, bytes32 reasonHash);

    error Treasury_ZeroAmount();
    error Treasury_ZeroAddress();
    /// @notice Money of another person must name the issuer it is for: see `depositBySig`.
    error Treasury_NonceNotForIssuer(address issuer, bytes32 tokenNonce);
    error Treasury_Insufficient(address issuer, uint64 available, uint64 needed);
    /// @notice The guarantee stays while the issuer has face value outstanding.
    error Treasury_Outstanding(address issuer, uint64 quotaUsed);

    /// @notice Pulls money by ERC-3009 from `from` for `issuer`; carried by anyone, also in a batch of intents.
    /// @dev The token's signature does not cover `issuer`. Unless the payer is the issuer, bits 64..223 of the token nonce must be the
    /// issuer's address (a nonce key of its own in the keyed scheme, 64 free bits elsewhere), or a carrier could credit itself.
    /// @param signature Over the token's `ReceiveWithAuthorization`, payee = this contract.
    function depositBySig(
        address issuer,
        address from,
        uint64 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 tokenNonce,
        bytes calldata signature
    ) external;
    /// @notice Issuer, once none of its face value is outstanding.
    function withdraw(uint64 amount) external;
    function withdrawBySig(uint64 amount, IntentAuth calldata auth) external;
    /// @notice Arbitrator: draws on default, with the hash of the ruling.
    function draw(address issuer, address to, uint64 amount, bytes32 reasonHash) external;

    /// @notice The core whose words this contract reads and writes.
    function core() external view returns (address);
    function guaranteeOf(address issuer) external view returns (uint64);
}
