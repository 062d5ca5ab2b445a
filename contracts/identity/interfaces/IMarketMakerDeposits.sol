// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";

/// @title Market makers' deposits
/// @notice What market makers leave as security for their obligations (TRD-6), nothing else. Money units, 6 decimals.
///
/// A deposit is paid in at any time; an account becomes a market maker only with at least `minimumDeposit`. It leaves as a whole, while
/// the account makes no market: request, 7 days, `withdraw` by anyone to the maker. After a termination the arbitrator may claim once at
/// most half of it for the beneficiary; the reviewer may dismiss the claim for 24 hours, then anyone carries it out, also the maker, whose
/// rest is free with that.
/// @dev Invariant: the sum of deposits == totalDeposits <= the contract's token balance. Invariant: an open claim <= its maker's deposit.
interface IMarketMakerDeposits {
    event MakerDepositReceived(address indexed maker, address indexed from, uint64 amount);
    event MakerWithdrawalRequested(address indexed maker, uint40 maturesAt);
    /// @notice The maker became active again: a request made before counts no more.
    event MakerWithdrawalVoided(address indexed maker);
    event MakerDepositWithdrawn(address indexed maker, uint64 amount);
    event MakerClaimOpened(address indexed maker, uint64 amount, uint40 maturesAt, bytes32 reasonHash, address by);
    event MakerClaimDismissed(address indexed maker, bytes32 reasonHash, address by);
    event MakerClaimTaken(address indexed maker, address indexed beneficiary, uint64 amount);
    /// @notice Binds the next activation, not the makers that are active.
    event MinimumDepositSet(uint64 amount);

    error MakerDeposit_ZeroAmount();
    error MakerDeposit_ZeroAddress();
    error MakerDeposit_ZeroReason();
    /// @notice Money of another person must name the maker it is for: see `depositBySig`.
    error MakerDeposit_NonceNotForMaker(address maker, bytes32 tokenNonce);
    /// @notice Only the identity registry tells who becomes active.
    error MakerDeposit_NotRegistry(address caller);
    error MakerDeposit_BelowMinimum(address maker, uint64 deposit, uint64 minimum);
    error MakerDeposit_Nothing(address maker);
    /// @notice An active market maker's deposit stays.
    error MakerDeposit_MakerActive(address maker);
    error MakerDeposit_NotTerminated(address maker);
    error MakerDeposit_AccountFrozen(address maker);
    error MakerDeposit_NotRequested(address maker);
    error MakerDeposit_NotMatured(address maker, uint40 maturesAt);
    error MakerDeposit_ClaimOpen(address maker);
    error MakerDeposit_NoClaim(address maker);
    /// @notice A maker is terminated once, so its deposit is claimed once, whatever became of the claim.
    error MakerDeposit_ClaimedBefore(address maker);
    error MakerDeposit_ClaimTooHigh(address maker, uint64 amount, uint64 most);
    /// @notice Too late to dismiss the claim.
    error MakerDeposit_ClaimMatured(address maker, uint40 maturesAt);

    /// @notice Pulls money by ERC-3009 from `from` for `maker`; carried by anyone, also in a batch of intents.
    /// @dev The token's signature does not cover `maker`. Unless the payer is the maker, bits 64..223 of the token nonce must be the
    /// maker's address, or a carrier could credit itself (as `IIssuerTreasury.depositBySig`).
    /// @param signature Over the token's `ReceiveWithAuthorization`, payee = this contract.
    function depositBySig(
        address maker,
        address from,
        uint64 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 tokenNonce,
        bytes calldata signature
    ) external;
    /// @notice Maker, while not active: starts the delay of `WITHDRAWAL_DELAY` for all of the deposit. Asking again starts it anew.
    function requestWithdrawal() external;
    function requestWithdrawalBySig(IntentAuth calldata auth) external;
    /// @notice Anyone, once the request has matured: pays all of the deposit to the maker. Not while the maker is active, frozen by compliance,
    /// or a claim is open.
    function withdraw(address maker) external;
    /// @notice The same, signed by the maker so that a relayer carries it.
    function withdrawBySig(IntentAuth calldata auth) external;

    /// @notice Arbitrator, once per terminated maker: at most `MAX_CLAIM_BPS` of the deposit, rounded down in the maker's favour.
    /// @param reasonHash of the decision that the claim rests on.
    function openClaim(address maker, uint64 amount, bytes32 reasonHash) external;
    /// @notice Compliance reviewer, before the claim has matured: the deposit is free again.
    function dismissClaim(address maker, bytes32 reasonHash) external;
    /// @notice Anyone, once the claim has matured: pays it to the beneficiary.
    function takeClaim(address maker) external;

    /// @notice Identity registry only: refuses a maker below the minimum and voids its request for withdrawal.
    function admit(address maker) external;
    /// @notice Admin.
    function setMinimumDeposit(uint64 amount) external;

    /// @notice The registry that says who makes a market and who is frozen.
    function registry() external view returns (address);
    /// @notice Who gets what is claimed; fixed.
    function beneficiary() external view returns (address);
    function minimumDeposit() external view returns (uint64);
    function depositOf(address maker) external view returns (uint64);
    function totalDeposits() external view returns (uint256);
    /// @notice When a request matures, in unix seconds; 0 without one.
    function withdrawalMaturesAt(address maker) external view returns (uint40);
    /// @param amount 0 when there never was a claim.
    /// @param maturesAt 0 once it was taken or dismissed.
    function claimOf(address maker) external view returns (uint64 amount, uint40 maturesAt);
}
