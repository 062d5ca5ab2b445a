// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IntentAuthority} from "../account/IntentAuthority.sol";
import {Intents} from "../account/Intents.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {IExits} from "../settlement/interfaces/IExits.sol";
import {ISettlement} from "../settlement/interfaces/ISettlement.sol";
import {AccountState} from "../settlement/types/Status.sol";
import {IMoneyToken} from "../token/interfaces/IMoneyToken.sol";
import {IIssuerTreasury} from "./interfaces/IIssuerTreasury.sol";

/// @title Issuer treasury
/// @notice Holds the guarantee funds of issuers in one money token.
/// @dev Invariant: the sum of guarantees <= the treasury's token balance; the token moves exactly what it is asked to.
contract IssuerTreasury is IIssuerTreasury, Intents, AccessManaged {
    using SafeERC20 for IMoneyToken;

    bytes32 private constant WITHDRAW_TYPEHASH = keccak256(
        "WithdrawGuarantee(address account,uint64 amount,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );

    /// @dev Room for a token that checks a P-256 wallet without precompile.
    uint32 private constant DEPOSIT_GAS = 450_000;

    IMoneyToken public immutable moneyToken;
    /// @inheritdoc IIssuerTreasury
    address public immutable core;

    /// @inheritdoc IIssuerTreasury
    mapping(address issuer => uint64 amount) public guaranteeOf;

    constructor(
        address authority_,
        address moneyToken_,
        address core_,
        address accountRegistry
    ) AccessManaged(authority_) EIP712("Genex Issuer Treasury", "1") IntentAuthority(accountRegistry) {
        moneyToken = IMoneyToken(moneyToken_);
        core = core_;
    }

    // ----------------------------------------------------------------------------------------------------------------------- anyone

    /// @inheritdoc IIssuerTreasury
    function depositBySig(
        address issuer,
        address from,
        uint64 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 tokenNonce,
        bytes calldata signature
    ) external {
        _authorizeElsewhere(from, DEPOSIT_GAS);
        _deployPayer(from, signature);
        require(issuer != address(0), Treasury_ZeroAddress());
        require(amount != 0, Treasury_ZeroAmount());
        bool isNamed = from == issuer || address(uint160(uint256(tokenNonce) >> 64)) == issuer;
        require(isNamed, Treasury_NonceNotForIssuer(issuer, tokenNonce));
        guaranteeOf[issuer] += amount;
        emit GuaranteeDeposited(issuer, from, amount);
        moneyToken.receiveWithAuthorization(from, address(this), amount, validAfter, validBefore, tokenNonce, signature);
    }

    // ---------------------------------------------------------------------------------------------------------------------- issuers

    /// @inheritdoc IIssuerTreasury
    function withdraw(uint64 amount) external {
        _withdraw(msg.sender, amount);
    }

    /// @inheritdoc IIssuerTreasury
    function withdrawBySig(uint64 amount, IntentAuth calldata auth) external {
        _authorize(auth, keccak256(abi.encode(WITHDRAW_TYPEHASH, auth.account, amount, auth.nonce, auth.deadline, auth.gasLimit)));
        _withdraw(auth.account, amount);
    }

    // ------------------------------------------------------------------------------------------------------------------- arbitrator

    /// @inheritdoc IIssuerTreasury
    function draw(address issuer, address to, uint64 amount, bytes32 reasonHash) external restricted {
        require(to != address(0), Treasury_ZeroAddress());
        _take(issuer, amount);
        emit GuaranteeDrawn(issuer, to, amount, reasonHash);
        moneyToken.safeTransfer(to, amount);
    }

    // ---------------------------------------------------------------------------------------------------------------------- private

    /// @dev A compliance freeze holds the guarantee like everything else that the account owns.
    function _withdraw(address issuer, uint64 amount) private {
        require(ISettlement(core).profileOf(issuer).state != AccountState.FROZEN, IExits.Exits_AccountFrozen(issuer));
        (, , , , uint64 quotaUsed, ) = ISettlement(core).issuerOf(issuer);
        require(quotaUsed == 0, Treasury_Outstanding(issuer, quotaUsed));
        _take(issuer, amount);
        emit GuaranteeWithdrawn(issuer, amount);
        moneyToken.safeTransfer(issuer, amount);
    }

    function _take(address issuer, uint64 amount) private {
        require(amount != 0, Treasury_ZeroAmount());
        uint64 available = guaranteeOf[issuer];
        require(amount <= available, Treasury_Insufficient(issuer, available, amount));
        guaranteeOf[issuer] = available - amount;
    }

    function _isIntent(bytes4 selector) internal pure override returns (bool) {
        return selector == this.withdrawBySig.selector || selector == this.depositBySig.selector;
    }
}
